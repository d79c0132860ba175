import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** Leads from a source to where its company's sources are kept. */
export function SourceLink({
  className = 't-quiet-link',
  companyId,
  name,
  children,
}: {
  readonly className?: string;
  readonly companyId: string;
  readonly name: string;
  readonly children?: ReactNode;
}) {
  return (
    <Link className={className} to="/companies/$companyId" params={{ companyId }} search={{ tab: 'sources' }}>
      <bdi>{name}</bdi>
      {children}
    </Link>
  );
}
