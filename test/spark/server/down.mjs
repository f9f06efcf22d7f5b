// npm run spark:down: stops the server that npm run spark:up started.
import { down } from './launch.mjs';

console.log((await down()) ? 'stopped' : 'no server of ours runs');
