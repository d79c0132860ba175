import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.TOCSIN_URL ?? 'http://127.0.0.1:8440';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Fonts and images stay files of their own: a strict content security policy forbids data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs comes in one file, not in fifty: fewer round trips before the first paint.
            {
              name: 'base',
              test: /node_modules\/(react|react-dom|scheduler|react-i18next|i18next|@tanstack|@floating-ui|clsx|@mantine\/(core|hooks|form|notifications|store))\//,
            },
            // So does what several pages share of our own.
            { name: 'common', test: /src\/(api|lib|components|theme)\//, minShareCount: 3 },
            { name: 'icons', test: /node_modules\/@tabler\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    port: 8441,
    proxy: { '/api': { target: server, changeOrigin: false } },
  },
});
