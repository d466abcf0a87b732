import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What is due today over all sessions: each line opens its records, or does the thing. */
export class Today extends Component {
    static template = "of_training.Today";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ board: { day: "", slots: [], groups: [] } });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.board = await this.orm.call("of.today", "read_board", []);
    }

    get isClear() {
        return !this.state.board.groups.length;
    }

    openAll(line) {
        if (line.count === 1) {
            return this.openOne(line.model, line.records[0].id);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: line.sentence,
            res_model: line.model,
            domain: line.domain,
            context: line.context,
            views: [[false, "list"], [false, "form"]],
        });
    }

    openOne(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async run(line) {
        const action = await this.orm.call("of.today", "run", [line.code]);
        if (action) {
            await this.action.doAction(action);
        }
        await this.load();
    }
}

registry.category("actions").add("of_training.today", Today);
