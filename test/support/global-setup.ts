export function setup(): void {
  process.env['TZ'] = 'UTC';
}
