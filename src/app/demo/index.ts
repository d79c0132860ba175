/** `tocsin demo`, and its parts that benchmarks use to drive a server from outside. */
export { tokenClient, type ApiClient } from './api-client.ts';
export { demo } from './demo.ts';
export { frameMessages } from './recording.ts';
export { startServer, type ServerLink } from './server-link.ts';
