/** Counts over time as bars, small: each bar is a bucket, its title says when and how many. */
export function Sparkline(props: {
  readonly points: readonly { readonly at: string; readonly count: number }[];
  readonly label: string;
  readonly height?: number;
  readonly describe: (point: { readonly at: string; readonly count: number }) => string;
}) {
  const height = props.height ?? 56;
  const peak = Math.max(1, ...props.points.map((point) => point.count));
  const width = 100 / Math.max(1, props.points.length);
  return (
    <svg width="100%" height={height} role="img" aria-label={props.label} style={{ display: 'block' }}>
      {props.points.map((point, index) => {
        const bar = point.count === 0 ? 1 : Math.max(2, (point.count / peak) * (height - 2));
        return (
          <rect
            key={point.at}
            x={`${index * width}%`}
            y={height - bar}
            width={`${Math.max(0.2, width - 0.8)}%`}
            height={bar}
            rx="1"
            fill={point.count === 0 ? 'var(--t-border-strong)' : 'var(--t-accent)'}
          >
            <title>{props.describe(point)}</title>
          </rect>
        );
      })}
    </svg>
  );
}
