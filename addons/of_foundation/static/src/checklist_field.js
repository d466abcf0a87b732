import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What is missing on a record: a short list, each line leading to what mends it. */
export class ChecklistField extends Component {
    static template = "of_foundation.ChecklistField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get items() {
        return this.props.record.data[this.props.name] || [];
    }

    get isDialog() {
        return this.props.record.resModel === "of.checklist.dialog";
    }

    async mend(item) {
        if (item.action) {
            await this.action.doAction(item.action);
            return;
        }
        if (this.isDialog) {
            await this.action.doAction({ type: "ir.actions.act_window_close" });
        }
        // The form behind a closed dialog, or an opened tab, is drawn a moment later.
        const form = () => document.querySelector(".o_action_manager .o_form_view") || document;
        if (item.page) {
            form().querySelector(`.o_notebook_headers [name="${item.page}"]`)?.click();
        }
        setTimeout(() => {
            const widget = form().querySelector(`.o_field_widget[name="${item.field}"]`);
            widget?.scrollIntoView({ block: "center" });
            widget?.querySelector("input, textarea, select, [contenteditable]")?.focus();
        }, 150);
    }

    async waive(item) {
        const { record } = this.props;
        const [model, id] = this.isDialog
            ? [record.data.res_model, record.data.res_id?.resId ?? record.data.res_id]
            : [record.resModel, record.resId];
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "of.checklist.waiver",
                views: [[false, "form"]],
                target: "new",
                context: { default_res_model: model, default_res_id: id, default_code: item.code },
            },
            { onClose: () => record.load() }
        );
    }
}

registry.category("fields").add("of_checklist", {
    component: ChecklistField,
    supportedTypes: ["json"],
    isEmpty: () => false,
});
