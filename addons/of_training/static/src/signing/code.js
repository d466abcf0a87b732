/* The code on the screen changes every few seconds; who signed is counted beside it. */
(function () {
    "use strict";
    const SECONDS = 5;
    const byId = (id) => document.getElementById(id);
    const address = `/my/slots/${byId("code").dataset.slot}`;
    const picture = byId("picture");

    async function refresh() {
        const next = new Image();
        next.onload = () => { picture.src = next.src; };
        next.src = `${address}/code.svg?${Date.now()}`;
        try {
            const answer = await fetch(`${address}/signed`, { cache: "no-store" });
            const { signed, expected, missing } = await answer.json();
            byId("signed").textContent = signed;
            byId("expected").textContent = expected;
            byId("missing_names").textContent = missing.join(", ");
        } catch {
            // No network for a moment: the next round tries again.
        }
    }

    refresh();
    setInterval(refresh, SECONDS * 1000);
    if (navigator.wakeLock) {
        navigator.wakeLock.request("screen").catch(() => {});
    }
})();
