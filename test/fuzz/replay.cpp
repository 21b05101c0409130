// Feeds files, or every file of the folders named, to a fuzz target: inputs that were once found stay tests.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count);

namespace fs = std::filesystem;

static void replay(const fs::path &file) {
    std::ifstream in(file, std::ios::binary);
    const std::vector<char> octets((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::printf("%s\n", file.filename().c_str());
    std::fflush(stdout); // so that the last line names the one that crashed
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(octets.data()), octets.size());
}

int main(int arguments, char **argument) {
    std::vector<fs::path> files;
    for (int n = 1; n < arguments; ++n) {
        if (!fs::is_directory(argument[n])) {
            files.emplace_back(argument[n]);
            continue;
        }
        for (const auto &entry : fs::directory_iterator(argument[n]))
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path &file : files)
        replay(file);
    std::printf("%zu inputs\n", files.size());
    return files.empty() ? 1 : 0; // an empty corpus tests nothing
}
