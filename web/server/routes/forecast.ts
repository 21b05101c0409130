import { type Forecast, forecastBody } from '../../../daemon/contract/pages.js';
import type { Campaign } from '../../../daemon/terms/outbound.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint } from '../http/endpoints.js';
import type { Forecasts } from '../outbound/forecasts.js';

/** What it answers stands in contract/pages-forecast. */
export function addForecastRoute(router: ApiRouter, forecasts: Forecasts): void {
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/campaigns/forecast',
    access: needs('outbound.manage'),
    body: forecastBody,
    async handle(context, { campaign, agents }) {
      const forecast: Forecast = await forecasts.of(campaign as Campaign, agents);
      context.body = forecast;
    },
  });
}
