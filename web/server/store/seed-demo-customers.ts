import type { Customers } from './customers.js';
import { demoCustomers } from './demo-customers.js';

const dayMs = 86_400_000;

/** Puts the invented customers into a database that has none. */
export async function seedDemoCustomers(customers: Customers, nowMs: number): Promise<void> {
  if ((await customers.count()) > 0) return;
  for (const { name, company, phone, address, notes } of demoCustomers) {
    const made = await customers.make({ name, company, phone, address }, 'system');
    for (const { daysAgo, author, text } of notes) {
      await customers.addNote(made.id, { callId: null, text, author, at: nowMs - daysAgo * dayMs }, 'system');
    }
  }
}
