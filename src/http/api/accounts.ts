import { normalizeAccount } from '../../store/deliver.js';
import { fails, json, route } from '../route.js';
import { isoDate } from '../rows.js';
import { mailboxesAnswerSchema } from '../schemas/answers.js';
import { accountsQuerySchema } from '../schemas/requests.js';
import { accountPageSchema } from '../schemas/server.js';

export const listAccounts = route({
  method: 'get',
  path: '/api/accounts',
  id: 'listAccounts',
  group: 'Accounts',
  summary: 'A page of accounts by name',
  query: accountsQuerySchema,
  answers: { 200: json(accountPageSchema, 'A page') },
  async handle({ context: { store, config }, query }) {
    const { accounts, next, total } = await store.accounts(query);
    const { catchAll } = config.accounts;
    return {
      accounts: accounts.map(({ name, messages, unseen, lastArrival }) => ({
        name,
        messages,
        unseen,
        lastArrival: isoDate(lastArrival),
        catchAll: name === catchAll,
      })),
      next,
      total,
    };
  },
});

export const listMailboxes = route({
  method: 'get',
  path: '/api/accounts/{name}/mailboxes',
  id: 'listMailboxes',
  group: 'Accounts',
  summary: 'The mailboxes of an account',
  answers: { 200: json(mailboxesAnswerSchema, 'The mailboxes by name'), 404: fails('There is no such account') },
  async handle({ context: { store, config }, params }) {
    const mailboxes = await store.mailboxes(normalizeAccount(params.name, config.accounts.plus));
    return {
      mailboxes: mailboxes.map(({ id, name, exists, unseen, uidValidity, uidNext, highestModseq, specialUse }) => ({
        id,
        name,
        exists,
        unseen,
        uidValidity,
        uidNext,
        highestModseq,
        specialUse,
      })),
    };
  },
});
