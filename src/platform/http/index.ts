export { csvLine, csvStart, type CsvValue } from './csv.ts';
export {
  commonProblems,
  ProblemError,
  toProblem,
  type Failure,
  type ProblemBody,
  type ProblemPart,
  type ProblemTable,
} from './problem.ts';
export { createHttpServer, type HttpServerOptions } from './server.ts';
