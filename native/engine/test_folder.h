// For tests: a folder that is gone with the test, and files in it.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace callbox::engine {

struct TestFolder {
    TestFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "callbox-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~TestFolder() { std::filesystem::remove_all(path); }
    std::string file(const std::string &name) const { return path + "/" + name; }

    /// A mono A-law WAV of `octets`.
    std::string writeWav(const std::string &name, const std::vector<uint8_t> &octets) const {
        const auto word = [](uint32_t value, int bytes) {
            std::string text;
            for (int i = 0; i < bytes; i++)
                text.push_back(static_cast<char>(value >> (8 * i)));
            return text;
        };
        const uint32_t size = static_cast<uint32_t>(octets.size());
        std::ofstream out(file(name), std::ios::binary | std::ios::trunc);
        out << "RIFF" << word(36 + size, 4) << "WAVEfmt " << word(16, 4) << word(6, 2) << word(1, 2)
            << word(8000, 4) << word(8000, 4) << word(1, 2) << word(8, 2) << "data" << word(size, 4);
        out.write(reinterpret_cast<const char *>(octets.data()), static_cast<std::streamsize>(size));
        return file(name);
    }
    std::vector<uint8_t> read(const std::string &name) const {
        std::ifstream in(file(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }

    std::string path;
};

} // namespace callbox::engine
