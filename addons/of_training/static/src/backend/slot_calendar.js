import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/** A calendar that says what is in the way before a slot is moved or made longer. */
export class SlotCalendarModel extends CalendarModel {
    static services = [...CalendarModel.services, "dialog"];

    setup(params, services) {
        super.setup(params, services);
        this.dialog = services.dialog;
    }

    async updateRecord(record, options = {}) {
        const { start, end } = this.buildRawRecord(record, options);
        let moved = false;
        try {
            const conflicts = await this.orm.call(this.meta.resModel, "conflicts_if_moved", [[record.id], start, end]);
            if (!conflicts || (await this.confirmConflicts(conflicts))) {
                await super.updateRecord(record, options);
                moved = true;
            }
        } finally {
            if (!moved) {
                await this.load(); // back to where it was
            }
        }
    }

    confirmConflicts(conflicts) {
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("At the same time"),
                    body: conflicts,
                    confirmLabel: _t("Move it all the same"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Leave it where it was"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }
}

registry.category("views").add("of_slot_calendar", { ...calendarView, Model: SlotCalendarModel });
