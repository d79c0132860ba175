/** Events for benchmarks: distinct, and the same for the same seed. */

/** Numbers in [0, 1), the same sequence for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to pick from.');
  return value;
}

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => below(random, 16).toString(16)).join('');
const address = (random: Random): string =>
  `10.${below(random, 256)}.${below(random, 256)}.${below(random, 254) + 1}`;

const calls = [
  ['ec2.amazonaws.com', 'DescribeInstances', true],
  ['s3.amazonaws.com', 'GetBucketAcl', true],
  ['sts.amazonaws.com', 'AssumeRole', true],
  ['iam.amazonaws.com', 'ListRoles', true],
  ['kms.amazonaws.com', 'Decrypt', true],
  ['ec2.amazonaws.com', 'RunInstances', false],
  ['s3.amazonaws.com', 'PutObject', false],
] as const;

/** A CloudTrail record (eventVersion 1.08) as one JSON line, about 900 bytes. */
export function cloudTrailLine(random: Random, at: Date): string {
  const [eventSource, eventName, readOnly] = pick(random, calls);
  const user = `user-${below(random, 500)}`;
  const account = String(100_000_000_000 + below(random, 50));
  return JSON.stringify({
    eventVersion: '1.08',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${hex(random, 16).toUpperCase()}`,
      arn: `arn:aws:iam::${account}:user/${user}`,
      accountId: account,
      accessKeyId: `AKIA${hex(random, 16).toUpperCase()}`,
      userName: user,
    },
    eventTime: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource,
    eventName,
    awsRegion: pick(random, ['eu-central-1', 'eu-west-1', 'us-east-1']),
    sourceIPAddress: address(random),
    userAgent: 'aws-cli/2.15.30 Python/3.11.8 Linux/6.1 exe/x86_64',
    requestParameters: { instanceId: `i-${hex(random, 17)}`, maxResults: below(random, 1_000) },
    responseElements: null,
    requestID: hex(random, 32),
    eventID: `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
  });
}

/** An sshd line as an RFC 5424 message with the source's token, about 190 bytes. */
export function sshdMessage(random: Random, at: Date, token: string): string {
  const port = 1_024 + below(random, 60_000);
  const user = pick(random, ['root', 'admin', 'deploy', `user${below(random, 300)}`]);
  const text = pick(random, [
    `Accepted publickey for ${user} from ${address(random)} port ${port} ssh2: ED25519 SHA256:${hex(random, 43)}`,
    `Connection closed by authenticating user ${user} ${address(random)} port ${port} [preauth]`,
    `Disconnected from user ${user} ${address(random)} port ${port}`,
    `Failed password for ${user} from ${address(random)} port ${port} ssh2`,
  ]);
  const host = `host-${below(random, 2_000)}.example`;
  const process = below(random, 60_000) + 100;
  return `<86>1 ${at.toISOString()} ${host} sshd ${process} - [tocsin@32473 token="${token}"] ${text}`;
}

/** Between two guesses. */
const guessMs = 100;

/** A burst of failing log-ons and one that succeeds at the given time, from one address. */
export function bruteForce(from: string, at: Date, token: string, failures: number): string[] {
  const line = (text: string, index: number): string =>
    `<86>1 ${new Date(at.getTime() + (index - failures) * guessMs).toISOString()} web-1.example sshd 4711 - [tocsin@32473 token="${token}"] ${text} for deploy from ${from} port 50022 ssh2`;
  return [
    ...Array.from({ length: failures }, (_, index) => line('Failed password', index)),
    line('Accepted password', failures),
  ];
}
