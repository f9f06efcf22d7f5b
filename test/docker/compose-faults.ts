/** The keys of a compose file that are looked at. */
export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly networks?: Readonly<Record<string, unknown>>;
}

export interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly restart?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
}

/** Everything that would not come up, or come up otherwise tomorrow. Empty when all is well. */
export function composeFaults(compose: Compose): readonly string[] {
  return Object.entries(compose.services).flatMap(([name, service]) => serviceFaults(service, compose).map((fault) => `${name}: ${fault}`));
}

function serviceFaults(service: Service, compose: Compose): readonly string[] {
  const { image, depends_on = {}, volumes = [], networks = [], restart, healthcheck, environment = {} } = service;
  const named = volumes.map((volume) => volume.split(':')[0] as string).filter((volume) => !volume.startsWith('.'));
  return [
    ...(isPinned(image) ? [] : [`image ${image} may change`]),
    ...named.filter((volume) => !(volume in (compose.volumes ?? {}))).map((volume) => `no volume ${volume}`),
    ...networks.filter((network) => !(network in (compose.networks ?? {}))).map((network) => `no network ${network}`),
    ...Object.entries(depends_on).flatMap(([other, { condition }]) => dependencyFaults(other, condition, compose)),
    ...(restart === undefined || healthcheck !== undefined ? [] : ['goes on without a health check']),
    ...Object.entries(environment).flatMap(([key, value]) =>
      /TOKEN|PASSWORD|SECRET|ACCESS_KEY/.test(key) && !/^\$\{[A-Z0-9_]+:\?/.test(value) ? [`${key} is not asked of the environment`] : [],
    ),
  ];
}

function dependencyFaults(other: string, condition: string, { services }: Compose): readonly string[] {
  const service = services[other];
  if (service === undefined) return [`no service ${other}`];
  return condition === 'service_healthy' && service.healthcheck === undefined ? [`waits for the health of ${other}, which has no check`] : [];
}

/** A version of three numbers or a day, not `latest` or a branch of versions. */
export function isPinned(image: string | undefined): boolean {
  const tag = /:([\w.-]+)$/.exec(image ?? '')?.[1] ?? '';
  return /^v?\d+\.\d+(\.\d+)?(-|$)/.test(tag) || /^RELEASE\.\d{4}-\d{2}-\d{2}/.test(tag);
}
