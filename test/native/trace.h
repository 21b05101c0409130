// What crossed a D-channel, message by message, as text that people can check against the diagrams of Q.931.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "exchange_rig.h"

namespace callbox::test {

/// One line a message: '>' from the network, '<' from the user side; its name; the call, A, B .. in order of
/// appearance, or "global"; the call reference flag (1: sent to the side that chose the reference); and all
/// its information elements. Of Q.921 only set-up and release are kept: they have no call.
class Trace {
  public:
    /// Listens from here on.
    explicit Trace(ExchangeRig &rig);
    const std::vector<std::string> &lines() const { return lines_; }

  private:
    void take(const std::vector<uint8_t> &frame, bool fromNetwork);
    /// A reference is chosen by one side; the other may use the same number for a call of its own.
    std::string nameOfCall(int reference, bool chosenByNetwork);

    std::vector<std::string> lines_;
    std::map<std::pair<int, bool>, std::string> calls_;
};

/// The lines of traces/<name>.txt without comments and blank ones.
std::vector<std::string> goldenTrace(const std::string &name);

/// Compares message by message.
void checkTrace(const Trace &trace, const std::string &name);

} // namespace callbox::test
