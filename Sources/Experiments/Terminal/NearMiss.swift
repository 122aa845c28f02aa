// "Did you mean": the known word that is nearest to a mistyped one.

/// The number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other
/// (optimal string alignment; Damerau 1964).
func editDistance(_ first: String, _ second: String) -> Int {
  let (a, b) = (Array(first), Array(second))
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
      var least = min(replaced, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
      row.append(least)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

/// The word that `word` was probably meant to be, or nil where none is near.
///
/// Near means at most a third of the letters wrong; an abbreviation of at least two letters that only one word begins
/// with is near too. Of equally near words the first wins.
func nearMiss(of word: String, among words: [String]) -> String? {
  guard !word.isEmpty, word.count < 64 else { return nil }
  let begun = words.filter { $0.hasPrefix(word) }
  if word.count > 1, begun.count == 1 { return begun[0] }
  let ranked = words.map { (word: $0, distance: editDistance(word.lowercased(), $0)) }
  guard let nearest = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return 3 * nearest.distance <= max(word.count, nearest.word.count) ? nearest.word : nil
}
