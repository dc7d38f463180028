import '../styles/tokens.css';
import '../styles/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { listenForKeys } from '../lib/keyboard.js';
import { queryClient } from '../lib/queries.js';
import { followOtherTabs } from '../lib/saved.js';
import { applyTheme } from '../lib/theme.js';
import { App } from './App.js';

applyTheme();
listenForKeys();
followOtherTabs();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
