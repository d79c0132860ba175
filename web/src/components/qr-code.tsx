import { useMemo } from 'react';
import { encodeQr } from '../lib/qr.ts';

const quietZone = 4;

/** A QR code as one SVG path, with the quiet zone that the standard asks for. Nothing when the text is too long. */
export function QrCode({
  text,
  label,
  size = 192,
}: {
  readonly text: string;
  readonly label: string;
  readonly size?: number;
}) {
  const modules = useMemo(() => encodeQr(text), [text]);
  if (!modules) return null;
  const side = modules.length + quietZone * 2;
  const path = modules
    .flatMap((line, row) =>
      line.flatMap((dark, column) => (dark ? [`M${column + quietZone} ${row + quietZone}h1v1h-1z`] : [])),
    )
    .join('');
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
