import type * as Prometheus from 'prom-client';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What `GET /metrics` counts. */
export interface ServeMetrics {
  readonly registry: Registry;
  readonly requests: Counter<'route' | 'status'>;
  readonly seconds: Histogram<'route'>;
  readonly rows: Counter;
  readonly model: Gauge<'name' | 'digest'>;
}

/** Upper ends of the classes of answer times, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** A registry of its own for one server; `waitingRows` is asked when somebody looks. */
export function openMetrics(prometheus: typeof Prometheus, waitingRows: () => number): ServeMetrics {
  const registry = new prometheus.Registry();
  const registers = [registry];
  prometheus.collectDefaultMetrics({ register: registry });
  new prometheus.Gauge({
    name: 'millrace_waiting_rows',
    help: 'Rows that wait for a worker.',
    registers,
    collect() {
      this.set(waitingRows());
    },
  });
  return {
    registry,
    requests: new prometheus.Counter({ name: 'millrace_requests_total', help: 'Requests answered.', labelNames: ['route', 'status'], registers }),
    seconds: new prometheus.Histogram({
      name: 'millrace_request_seconds',
      help: 'Time to answer.',
      labelNames: ['route'],
      buckets: BUCKETS,
      registers,
    }),
    rows: new prometheus.Counter({ name: 'millrace_rows_total', help: 'Rows coded.', registers }),
    model: new prometheus.Gauge({ name: 'millrace_model', help: '1 for the model that answers.', labelNames: ['name', 'digest'], registers }),
  };
}
