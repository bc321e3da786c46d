import {
    Component,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useState,
} from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { omit } from "@web/core/utils/objects";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { standardViewProps } from "@web/views/standard_view_props";

import { joinConditions, splitConditions } from "../conditions";
import { getChoices, isRelation, RELATION_FILTERS } from "../relations";
import { getFilterNames } from "./filter_names";
import { getPeriodFilter, isAboutPeriod } from "./period";
import { PeriodPicker } from "./period_picker";

/** The dashboard as a view: it follows the same filters as the pivot and the graph. */
export class ActivityDashboardController extends Component {
    static template = "crm_activity_flow.ActivityDashboardView";
    static components = { CogMenu, Layout, PeriodPicker, SearchBar };
    static props = {
        ...standardViewProps,
        Model: Function,
        Renderer: Function,
        modelParams: Object,
        title: String,
    };

    setup() {
        this.action = useService("action");
        this.searchBarToggler = useSearchBarToggler();
        const { isTable = false } = this.props.state || {};
        this.state = useState({ isTable });
        this.model = new this.props.Model(this.env, this.props.modelParams, {
            orm: useService("orm"),
        });
        // at once: figures can be there before the screen is
        const onUpdate = () => this.render(true);
        this.model.bus.addEventListener("update", onUpdate);
        onWillUnmount(() => this.model.bus.removeEventListener("update", onUpdate));
        // not awaited: the screen is there at once, and waits for the figures
        onWillStart(() => void this.model.load(this.props));
        onWillUpdateProps((props) => void this.model.load(props));
        useSetupAction({
            getLocalState: () => ({ isTable: this.state.isTable }),
        });
    }

    /** A period that is chosen here narrows the other views, too, as a facet. */
    choosePeriod(period) {
        const { searchModel } = this.env;
        this.model.showPeriod(period);
        return searchModel.replaceConditions(isAboutPeriod, () =>
            searchModel.createNewFilters([
                { ...getPeriodFilter(period), invisible: "True" },
            ])
        );
    }

    get rendererProps() {
        const { data, hasFailed, isLoading, period } = this.model;
        return {
            data,
            hasFailed,
            isLoading,
            period,
            filters: getFilterNames(this.env.searchModel),
            isTable: this.state.isTable,
            title: this.props.title,
            onOpen: (domain, name) => this.openList(domain, name),
            onRetry: () => this.model.reload(),
        };
    }

    /**
     * Open the list behind a figure.
     *
     * What it relates to is on as a filter there, so that the buttons show and change it.
     *
     * @param {Array} domain
     * @param {string} name
     */
    openList(domain, name) {
        const { views = [] } = this.env.config;
        const getView = (type) =>
            views.find((view) => view[1] === type) || [false, type];
        const filters = getChoices(domain).filter((each) =>
            RELATION_FILTERS.includes(each)
        );
        const conditions = splitConditions(domain);
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: this.props.resModel,
            views: [getView("list"), getView("pivot"), getView("graph")],
            search_view_id: getView("search"),
            domain: filters.length
                ? joinConditions(conditions.filter((each) => !isRelation(each)))
                : domain,
            context: {
                ...omit(this.props.context, "group_by"),
                ...Object.fromEntries(
                    filters.map((each) => [`search_default_${each}`, 1])
                ),
            },
        });
    }
}
