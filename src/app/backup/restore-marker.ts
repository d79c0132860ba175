import { join } from 'node:path';

/** Is there while a restore into a data folder is unfinished; no server starts on it then. */
export const restoreMarker = (dataFolder: string): string => join(dataFolder, 'restore.json');
