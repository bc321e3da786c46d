import { Domain } from "@web/core/domain";
import { DynamicGroupList } from "@web/model/relational_model/dynamic_group_list";
import { RelationalModel } from "@web/model/relational_model/relational_model";

export const STATUS_FIELD = "status_id";

/** Without it, activities that aren't open are left out. */
const OPEN_AND_CLOSED = [["active", "in", [true, false]]];

export class ActivityBoardGroupList extends DynamicGroupList {
    /**
     * Move a card to another status. What that means is decided by the server; here the
     * card goes to its column at once, and afterwards to where it belongs: back when the
     * user discards the question or the server refuses, and into the column's order.
     *
     * @override
     */
    async moveRecord(recordId, groupId, refId, targetGroupId) {
        if (this.groupByField.name !== STATUS_FIELD) {
            return super.moveRecord(...arguments);
        }
        if (groupId === targetGroupId) {
            return; // the order is that of the deadlines
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

    /** The closing statuses come last, wherever a column is added or dragged to. */
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
     * Grouped by status, the board shows what was done and cancelled, too. By its
     * domain, as a context would go on into all that is opened from here.
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
        // columns that are empty by now: the server sends all there are
        delete config.currentGroups;
        return config;
    }
}
