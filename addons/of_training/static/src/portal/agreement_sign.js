import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The signature of an agreement: drawn by finger or mouse, or the name typed. Without JavaScript the name stands. */
export class AgreementSign extends Interaction {
    static selector = ".o_of_sign_form";
    dynamicContent = {
        canvas: {
            "t-on-pointerdown": this.begin,
            "t-on-pointermove": this.draw,
            "t-on-pointerup": this.end,
            "t-on-pointercancel": this.end,
        },
        ".o_of_sign_clear": { "t-on-click": this.clear },
        "input[name='way']": { "t-on-change": this.show },
        "input[name='name']": { "t-on-input": this.show },
        _root: { "t-on-submit": this.submit },
    };

    setup() {
        this.canvas = this.el.querySelector("canvas");
        this.drawn = false;
    }

    start() {
        this.el.querySelector(".o_of_sign_pad").classList.remove("d-none");
        this.resize();
        this.addListener(window, "orientationchange", () => this.waitForTimeout(this.resize, 300));
        this.show();
    }

    resize() {
        const ratio = window.devicePixelRatio || 1;
        this.canvas.width = this.canvas.clientWidth * ratio;
        this.canvas.height = this.canvas.clientHeight * ratio;
        this.pen = this.canvas.getContext("2d");
        this.pen.scale(ratio, ratio);
        Object.assign(this.pen, { lineWidth: 2.2, lineCap: "round", lineJoin: "round", strokeStyle: "#14233a" });
        this.drawn = false;
    }

    get isTyped() {
        return this.el.querySelector("input[name='way']:checked").value === "typed";
    }

    show() {
        this.el.querySelector(".o_of_sign_drawing").classList.toggle("d-none", this.isTyped);
        const typed = this.el.querySelector(".o_of_sign_typed");
        typed.classList.toggle("d-none", !this.isTyped);
        typed.textContent = this.el.querySelector("input[name='name']").value || "…";
    }

    begin(ev) {
        ev.preventDefault();
        this.canvas.setPointerCapture(ev.pointerId);
        this.pen.beginPath();
        this.pen.moveTo(ev.offsetX, ev.offsetY);
        this.drawing = true;
    }

    draw(ev) {
        if (this.drawing) {
            this.pen.lineTo(ev.offsetX, ev.offsetY);
            this.pen.stroke();
            this.drawn = true;
        }
    }

    end() {
        this.drawing = false;
    }

    clear() {
        this.resize();
    }

    submit(ev) {
        if (!this.isTyped && !this.drawn) {
            ev.preventDefault();
            this.canvas.classList.add("border-danger");
            this.canvas.scrollIntoView({ block: "center" });
            return;
        }
        this.el.querySelector("input[name='signature']").value = this.isTyped ? "" : this.canvas.toDataURL("image/png");
        this.el.querySelector("button[type='submit']").disabled = true;
    }
}

registry.category("public.interactions").add("of_training.agreement_sign", AgreementSign);
