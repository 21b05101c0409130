/** The administrators' pages; loaded with them (words/words.ts, pageWords). */
export const admin = {
  title: '管理',
};
