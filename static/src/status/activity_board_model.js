import { Domain } from "@web/core/domain";
import { DynamicGroupList } from "@web/model/relational_model/dynamic_group_list";
import { RelationalModel } from "@web/model/relational_model/relational_model";

export const STATUS_FIELD = "status_id";

/** Without it, only open activities are found. */
const OPEN_AND_CLOSED = [["active", "in", [true, false]]];

export class ActivityBoardGroupList extends DynamicGroupList {
    /**
     * Move a card to another status. The server decides what that means; here the card
     * goes to the new column immediately. The reload then puts it where it belongs: in
     * the column's order, or back if the user discards or the server refuses.
     *
     * @override
     */
    async moveRecord(recordId, groupId, refId, targetGroupId) {
        if (this.groupByField.name !== STATUS_FIELD) {
            return super.moveRecord(...arguments);
        }
        if (groupId === targetGroupId) {
            return; // cards are ordered by their dates
        }
        const source = this.groups.find((group) => group.id === groupId);
        const target = this.groups.find((group) => group.id === targetGroupId);
        const record = source.records.find(({ id }) => id === recordId);
        const refIndex = target.records.findIndex(({ id }) => id === refId);
        source._removeRecords([record.id]);
        target._addRecord(record, refIndex + 1);
        try {
            await this.drop(record.resId, target.value, source.value);
        } finally {
            await this.model.load();
        }
    }

    /** Reload the order: the closing statuses come last, whatever the user does. */
    async createGroup() {
        await super.createGroup(...arguments);
        await this.model.load();
    }

    /** @override */
    async resequence() {
        await super.resequence(...arguments);
        await this.model.load();
    }

    async drop(activityId, statusId, previousStatusId) {
        const { action: actionService, orm } = this.model;
        const action = await orm.call(this.resModel, "action_drop", [
            [activityId],
            statusId,
            previousStatusId,
        ]);
        if (action?.type) {
            await new Promise((resolve, reject) => {
                actionService
                    .doAction(action, { onClose: () => resolve() })
                    .catch(reject);
            });
        }
    }
}

export class ActivityBoardModel extends RelationalModel {
    static DynamicGroupList = ActivityBoardGroupList;

    /**
     * Show done and cancelled activities, too, while grouped by status. This uses the
     * domain, because a context would be passed on to everything opened from here.
     *
     * @override
     */
    _getNextConfig(_currentConfig, params) {
        const config = super._getNextConfig(...arguments);
        if (config.groupBy?.[0] !== STATUS_FIELD) {
            return config;
        }
        if (params.domain) {
            config.domain = Domain.and([params.domain, OPEN_AND_CLOSED]).toList();
        }
        // drop columns that are empty now: the server sends all that exist
        delete config.currentGroups;
        return config;
    }
}
