import { sql } from 'kysely';
import { z } from 'zod';
import type { CompanyId, FindingId } from '../../kernel/index.ts';
import type { Tx } from '../../platform/postgres/index.ts';
import { receiptDocumentKinds, type Receipt, type ReceiptDocument } from './receipt.ts';

const documentsSchema = z.array(
  z.object({ id: z.string(), kind: z.enum(receiptDocumentKinds), hash: z.string() }),
);

interface ReceiptRow {
  readonly id: string;
  readonly engine_version: string;
  readonly pipeline_hash: string;
  readonly documents: unknown;
}

/** Keeps a finding's receipt, and the text of each document once, by its hash. */
export async function keepReceipt(
  tx: Tx,
  finding: { readonly id: FindingId; readonly companyId: CompanyId },
  receipt: Receipt,
  documents: readonly ReceiptDocument[],
  at: Date,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into finding_receipt (finding_id, company_id, id, engine_version, pipeline_hash, documents, created_at)
    values (${finding.id}, ${finding.companyId}, ${receipt.id}, ${receipt.engineVersion}, ${receipt.pipelineHash},
      ${JSON.stringify(receipt.documents)}::jsonb, ${at})
    on conflict do nothing
    returning finding_receipt.id`.execute(tx);
  if (rows.length === 0) return;
  // Always in the same order, so that two transactions never wait for each other in a circle.
  const sorted = documents.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  await sql`
    insert into rule_text (hash, text, first_used_at)
    select given.hash, given.text, ${at}::timestamptz
    from unnest(${sorted.map(({ hash }) => hash)}::text[], ${sorted.map(({ text }) => text)}::text[]) as given (hash, text)
    on conflict do nothing`.execute(tx);
}

/** A finding's receipts, oldest first. */
export async function receiptsOf(
  tx: Tx,
  finding: { readonly id: FindingId; readonly companyId: CompanyId },
): Promise<readonly Receipt[]> {
  const { rows } = await sql<ReceiptRow>`
    select finding_receipt.id, finding_receipt.engine_version, finding_receipt.pipeline_hash, finding_receipt.documents
    from finding_receipt
    where finding_receipt.finding_id = ${finding.id} and finding_receipt.company_id = ${finding.companyId}
    order by finding_receipt.created_at, finding_receipt.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    engineVersion: row.engine_version,
    pipelineHash: row.pipeline_hash,
    documents: documentsSchema.parse(row.documents),
  }));
}

/** Texts of documents by hash; unknown hashes are left out. */
export async function documentTexts(tx: Tx, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ hash: string; text: string }>`
    select rule_text.hash, rule_text.text from rule_text
    where rule_text.hash = any (${[...new Set(hashes)]}::text[])`.execute(tx);
  return new Map(rows.map(({ hash, text }) => [hash, text]));
}
