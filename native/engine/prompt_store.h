// Prompts in memory: a bounded cache, and a thread that fetches what is missing, so that neither
// the media thread nor signalling waits for the disk, and no greeting for a recording's sync.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "engine/inbox.h"
#include "engine/notice.h"
#include "engine/wake_fd.h"
#include "media/wav_reader.h"

namespace callbox::engine {

/// A play list whose prompts are still paths.
struct PlayRequest {
    uint64_t token = 0; // comes back in the notice
    std::unique_ptr<media::PlayList> list;
    std::vector<std::string> paths; // one per item, "" unless it is a prompt
};

class PromptStore {
  public:
    static constexpr size_t kMaxOctets = 64u << 20; // 2.3 hours of prompts
    static constexpr size_t kMaxWaiting = 256;      // requests

    PromptStore(Inbox<Notice> &notices, WakeFd &noticesWake);
    ~PromptStore();
    void start();
    void stop();
    uint64_t cpuUs();

    /// Fills in the prompts that are in memory, as their files are now. True if that was all.
    bool fillFromMemory(PlayRequest &request);
    /// Fetches the rest and answers by kPlayLoaded. False, request untouched: too many wait.
    bool fetch(PlayRequest &&request);

  private:
    struct FileState { // a file that was replaced is another prompt
        int64_t modifiedNs = 0;
        int64_t octets = 0;
        bool operator==(const FileState &other) const {
            return modifiedNs == other.modifiedNs && octets == other.octets;
        }
    };
    struct Entry {
        std::string path;
        FileState state;
        std::shared_ptr<const media::Prompt> prompt;
    };

    static bool stateOf(const std::string &path, FileState &state);
    std::shared_ptr<const media::Prompt> find(const std::string &path, const FileState &state);
    void keep(const std::string &path, const FileState &state, std::shared_ptr<const media::Prompt> prompt);
    std::shared_ptr<const media::Prompt> load(const std::string &path, std::string &error);
    void run();
    void answer(PlayRequest &request);

    Inbox<Notice> &notices_;
    WakeFd &noticesWake_;

    std::mutex mutex_; // guards what follows
    std::condition_variable came_;
    std::vector<PlayRequest> waiting_;
    bool stopping_ = false;
    std::list<Entry> entries_; // latest used first
    std::unordered_map<std::string, std::list<Entry>::iterator> byPath_;
    size_t octets_ = 0;

    std::thread thread_;
};

} // namespace callbox::engine
