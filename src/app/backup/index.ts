/** Backup and restore of everything that Tocsin stores: the commands, and what the server does for them. */
export { backup } from './backup-command.ts';
export { restore } from './restore-command.ts';
export { restoreMarker } from './restore-marker.ts';
