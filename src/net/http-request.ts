const REQUEST = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT) \S+ HTTP\/\d/;

/**
 * Whether a line is the first of an HTTP request: a web page can make a browser send one to any port, with commands of
 * another protocol in its body. Whoever hears it must hear nothing more of that connection.
 */
export const isHttpRequest = (line: string): boolean => REQUEST.test(line);
