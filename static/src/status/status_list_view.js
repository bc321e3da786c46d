import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** Reload after a drop: the server keeps the closing statuses last. */
export class ActivityStatusListRenderer extends ListRenderer {
    async sortDrop() {
        await super.sortDrop(...arguments);
        await this.props.list.load();
    }
}

registry.category("views").add("activity_status_list", {
    ...listView,
    Renderer: ActivityStatusListRenderer,
});
