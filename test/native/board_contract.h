// What every board must do, whatever it is made of. A new kind of board adds a factory and a
// TEST_CASE that calls holdsTheContract with it.
#pragma once

#include <functional>
#include <memory>

#include "board/board.h"

namespace callbox::test {

/// Two boards wired to each other: bearers of `far` reach those of `near` in order, frames of a
/// span reach the same span, and FXO lines of `far` reach FXS lines of `near`.
struct WiredBoards {
    std::unique_ptr<board::Board> far, near;
    /// Makes the next block due at both ends; empty if the boards have a clock of their own.
    std::function<void()> tick;
    /// Lets what was sent arrive: frames, signals, alarms. Without waiting for time to pass.
    std::function<void()> settle;
    /// Takes the far end away, cable and all.
    std::function<void()> loseFar;
};

using BoardFactory = std::function<WiredBoards()>;

void holdsTheContract(const BoardFactory &make);

} // namespace callbox::test
