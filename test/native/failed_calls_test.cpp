// What libpri says in calls that fail is what traces/failed has, which the ladder is held to. After a change
// that is meant: CALLBOX_WRITE_TRACES=1 test_lines -tc="failed calls*" writes them anew; read the difference.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "failed_calls.h"

using namespace callbox::test;

namespace {

std::string pathOf(const std::string &name) {
    return std::string(CALLBOX_TRACES_DIR) + "/failed/" + name + ".txt";
}

std::vector<std::string> kept(const std::string &name) {
    std::ifstream file(pathOf(name));
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

} // namespace

TEST_CASE("failed calls are those that are kept") {
    const bool write = std::getenv("CALLBOX_WRITE_TRACES") != nullptr;
    for (const std::string &name : failedCalls()) {
        CAPTURE(name);
        const std::vector<std::string> played = playFailedCall(name);
        if (write) {
            std::ofstream file(pathOf(name));
            for (const std::string &line : played) {
                file << line << '\n';
            }
            continue;
        }
        const std::vector<std::string> golden = kept(name);
        REQUIRE(golden.size() == played.size());
        for (size_t i = 0; i < golden.size(); ++i) {
            CAPTURE(i);
            CHECK(golden[i] == played[i]);
        }
    }
}
