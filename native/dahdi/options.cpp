#include <set>
#include <stdexcept>
#include <string>

#include "dahdi/dahdi_board.h"

namespace callbox::dahdi {

namespace {

void refuse(const std::string &why) { throw std::runtime_error("DAHDI: " + why); }

void checkNumbers(const std::vector<int> &numbers, const char *what, size_t most, int highest) {
    if (numbers.size() > most) {
        refuse(std::to_string(numbers.size()) + " " + what + "s are named; at most " + std::to_string(most) +
               " can be used by one box");
    }
    std::set<int> seen;
    for (const int number : numbers) {
        if (number < 1 || number > highest) {
            refuse(std::string(what) + " " + std::to_string(number) + " cannot exist; the driver counts " +
                   what + "s from 1 to " + std::to_string(highest) + " (run lsdahdi to see them)");
        }
        if (!seen.insert(number).second)
            refuse(std::string(what) + " " + std::to_string(number) + " is named twice; name it once");
    }
}

} // namespace

void check(const Options &options) {
    checkNumbers(options.spans, "span", kMaxSpans, kMaxSpanNumber);
    checkNumbers(options.lines, "channel", kMaxLines, kMaxChannelNumber);
    if (options.spans.empty() && options.lines.empty())
        refuse("neither a span nor a line is named; name at least one (run lsdahdi to see them)");
    if (options.bufferBlocks < 1 || options.bufferBlocks > kMaxBufferBlocks) {
        refuse("the reserve of " + std::to_string(options.bufferBlocks) + " blocks must be 1 to " +
               std::to_string(kMaxBufferBlocks));
    }
    if (options.blocksAtOnce < 1 || options.blocksAtOnce > kMaxBlocksAtOnce) {
        refuse("blocks at once must be 1 (10 ms) or 2 (20 ms), not " + std::to_string(options.blocksAtOnce));
    }
}

} // namespace callbox::dahdi
