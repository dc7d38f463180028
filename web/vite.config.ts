import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const api = process.env.RESTANTE_API ?? 'http://127.0.0.1:8025';

const options: UserConfig = {
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative, so that one build serves every base path; the server writes `<base>` into index.html.
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // Data URLs would need `img-src data:` for the page's own files.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/api': { target: api, changeOrigin: true },
      '/socket.io': { target: api, ws: true, changeOrigin: true },
    },
  },
};

export default defineConfig(({ command }) => {
  // A build is for users, whoever asks for it: the test runner's own setting would bring React's development build.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return options;
});
