/* Draw a signature with a finger, a pen or a mouse. Without this file the name is typed.

What was signed without network is kept on the device, and sent once it is back. */
(function () {
    "use strict";
    const byId = (id) => document.getElementById(id);
    const form = byId("sign"), pad = byId("pad"), typed = byId("typed"), canvas = byId("canvas");
    const pen = canvas.getContext("2d");
    const RATIO = 2;
    let strokes = [];
    let held = null; // a drawing that was kept and refused: it is not drawn again

    function resize() {
        canvas.width = canvas.clientWidth * RATIO;
        canvas.height = canvas.clientHeight * RATIO;
        pen.scale(RATIO, RATIO);
        pen.lineWidth = 2.6;
        pen.lineCap = pen.lineJoin = "round";
        pen.strokeStyle = pen.fillStyle = "#0b1f3a";
        strokes.forEach(drawStroke);
        if (held) {
            pen.drawImage(held.image, 0, 0, canvas.clientWidth, canvas.clientHeight);
        }
    }

    function drawStroke(points) {
        pen.beginPath();
        pen.moveTo(points[0].x, points[0].y);
        points.forEach((p) => pen.lineTo(p.x, p.y));
        if (points.length === 1) {
            pen.arc(points[0].x, points[0].y, 1.3, 0, 7);
        }
        pen.stroke();
    }

    function point(event) {
        const box = canvas.getBoundingClientRect();
        return { x: event.clientX - box.left, y: event.clientY - box.top };
    }

    canvas.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        canvas.setPointerCapture(event.pointerId);
        strokes.push([point(event)]);
        drawStroke(strokes[strokes.length - 1]);
        byId("missing").hidden = true;
    });
    canvas.addEventListener("pointermove", (event) => {
        if (canvas.hasPointerCapture(event.pointerId)) {
            const stroke = strokes[strokes.length - 1];
            stroke.push(point(event));
            drawStroke(stroke.slice(-2));
        }
    });

    function clear() {
        strokes = [];
        held = null;
        pen.clearRect(0, 0, canvas.width, canvas.height);
    }

    function choose(drawing) {
        pad.hidden = !drawing;
        typed.hidden = drawing;
        byId("missing").hidden = true;
        if (drawing) {
            byId("typed_name").value = "";
            resize();
        } else {
            clear();
            byId("typed_name").focus();
        }
    }

    byId("clear").addEventListener("click", clear);
    byId("to_typed").addEventListener("click", () => choose(false));
    byId("to_pad").addEventListener("click", () => choose(true));
    window.addEventListener("resize", () => pad.hidden || resize());
    window.addEventListener("pageshow", () => { byId("send").disabled = false; });
    form.addEventListener("submit", (event) => {
        if (!strokes.length && !held && byId("typed_name").value.trim().length < 2) {
            event.preventDefault();
            byId("missing").hidden = false;
            return;
        }
        form.elements.drawn.value = strokes.length || held ? canvas.toDataURL("image/png") : "";
        form.elements.device_time.value = new Date().toISOString();
        byId("send").disabled = true;
        const given = { ...Object.fromEntries(new FormData(form)), ...(held?.since || {}) };
        if (keep(given)) {
            event.preventDefault();
            send(given);
        }
    });

    // -- without network ------------------------------------------------------------------

    const KEY = `of.signing:${location.pathname}`, STORE = "of-signing", SECONDS = 15;
    let timer = null;

    /* Whether the device keeps it: otherwise the form goes the usual way. */
    function keep(given) {
        try {
            localStorage.setItem(KEY, JSON.stringify(given));
            return true;
        } catch {
            return false;
        }
    }

    function kept() {
        try {
            return JSON.parse(localStorage.getItem(KEY));
        } catch {
            return null;
        }
    }

    function show(state) {
        form.hidden = state !== "form";
        byId("waiting").hidden = state !== "waiting";
    }

    async function send(given) {
        clearTimeout(timer);
        let answer;
        try {
            // The token of the page that is open now: what was kept may be of an earlier login.
            const body = new URLSearchParams({ ...given, csrf_token: form.elements.csrf_token.value });
            const response = await fetch(location.pathname, {
                method: "POST", body, headers: { Accept: "application/json" },
            });
            if (response.url.includes("/web/login") || response.status === 400) {
                keep({ ...given, kept: "1" });
                location.reload(); // logged out meanwhile: the page asks for the login, and comes back here
                return;
            }
            answer = await response.json();
        } catch {
            // No network, or somebody else answers (a login page, a hotel's): it stays here.
            keep({ ...given, kept: "1" });
            show("waiting");
            timer = setTimeout(() => send(kept() || given), SECONDS * 1000);
            return;
        }
        if (answer.state === "signed") {
            localStorage.removeItem(KEY);
            await caches?.delete(STORE);
            location.replace(location.pathname);
            return;
        }
        keep({ ...given, refused: answer.why });
        showRefused(given, answer.why);
    }

    /* What was kept and refused stays on the device until it is signed or drawn anew. */
    function showRefused(given, why) {
        byId("refused").textContent = why;
        byId("refused").hidden = false;
        byId("send").disabled = false;
        show("form");
        if (given.typed) {
            choose(false);
            byId("typed_name").value = given.typed;
        } else if (given.drawn && !strokes.length) {
            const image = new Image();
            image.onload = () => {
                held = { image, since: given.kept && { kept: given.kept, device_time: given.device_time } };
                choose(true);
            };
            image.src = given.drawn;
        }
    }

    window.addEventListener("online", () => kept() && !kept().refused && send(kept()));
    if (navigator.serviceWorker) {
        navigator.serviceWorker.register("/of/worker.js", { scope: location.pathname }).then(async () => {
            const store = await caches.open(STORE);
            const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
            await store.addAll([location.pathname, ...files.map((file) => file.href || file.src)]);
        }).catch(() => {});
    }

    byId("to_pad").hidden = false;
    choose(true);
    const before = kept();
    if (before?.refused) {
        showRefused(before, before.refused);
    } else if (before) {
        show("waiting");
        send(before);
    }
})();
