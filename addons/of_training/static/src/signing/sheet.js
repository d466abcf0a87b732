/* The digest of a file that stays on this device, compared with the one on the page. */
(function () {
    "use strict";
    const byId = (id) => document.getElementById(id);
    const file = byId("file");
    if (!file) {
        return;
    }
    if (!globalThis.crypto?.subtle) { // without https browsers compute nothing
        file.hidden = true;
        return;
    }
    file.addEventListener("change", async () => {
        const content = await file.files[0].arrayBuffer();
        const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
        const digest = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        byId("same").hidden = digest !== byId("digest").textContent;
        byId("other").hidden = !byId("same").hidden;
    });
})();
