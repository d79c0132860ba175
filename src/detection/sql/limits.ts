/** What a statement with rules in it needs: exact numbers, and room for long conditions. */
export const ruleStatement = {
  precise_float_parsing: 1,
  max_query_size: '16777216',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '10000000',
  max_parser_depth: '10000',
  max_parser_backtracks: '100000000',
} as const;
