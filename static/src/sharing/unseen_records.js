import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { DynamicRecordList } from "@web/model/relational_model/dynamic_record_list";
import { FetchRecordError } from "@web/model/relational_model/errors";
import { Record } from "@web/model/relational_model/record";

/**
 * Giving an activity to a person who hides it saves it, and then there is nothing to
 * show. The server says so in a notification; here, views go on without the activity,
 * where Odoo expects one that was just saved.
 */
function knowsUnseen({ config }) {
    return session.activity_sharing && config.resModel === "mail.activity";
}

/** Return the ORM of a model, which notes what was saved and isn't seen any more. */
function watchSaves(orm, model) {
    return Object.assign(Object.create(orm), {
        async webSave(resModel, ids, vals, options = {}) {
            const records = await orm.webSave(resModel, ids, vals, options);
            model.hasUnseen = !options.next_id && records.length < (ids.length || 1);
            return records;
        },
    });
}

patch(RelationalModel.prototype, {
    setup() {
        super.setup(...arguments);
        if (knowsUnseen(this)) {
            this.orm = watchSaves(this.orm, this);
        }
    },

    /** Following a link to an activity that is gone, or hidden: they look the same. */
    async load() {
        const isLink = !this.root && this.config.isMonoRecord && !this.env.inDialog;
        try {
            return await super.load(...arguments);
        } catch (error) {
            if (!(error instanceof FetchRecordError && isLink && knowsUnseen(this))) {
                throw error;
            }
        }
        this.env.services.action.doAction("crm_activity_flow.activity_not_found", {
            stackPosition: "replaceCurrentAction",
        });
        return new Promise(() => {}); // there is no form to show
    },
});

patch(Record.prototype, {
    async _save() {
        this.model.hasUnseen = false;
        try {
            return await super._save(...arguments);
        } catch (error) {
            if (!this.model.hasUnseen) {
                throw error;
            }
        }
        this._discard();
        const { env } = this.model;
        if (!this.config.isRoot) {
            await this.model.load();
        } else if (!env.inDialog) {
            env.config.historyBack();
            return false; // buttons have nothing to work on
        }
        return true;
    },
});

patch(DynamicRecordList.prototype, {
    async _multiSave() {
        this.model.hasUnseen = false;
        const result = await super._multiSave(...arguments);
        if (this.model.hasUnseen) {
            await this.model.load(); // else there are empty rows
        }
        return result;
    },
});
