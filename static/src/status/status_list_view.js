import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** The server keeps the closing statuses last: show where it put what was dropped. */
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
