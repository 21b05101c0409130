#include "engine/prompt_store.h"

#include <pthread.h>
#include <sys/stat.h>

#include <iterator>
#include <utility>

#include "engine/thread_clock.h"

namespace callbox::engine {

using media::Prompt;

PromptStore::PromptStore(Inbox<Notice> &notices, WakeFd &noticesWake)
    : notices_(notices), noticesWake_(noticesWake) {}

PromptStore::~PromptStore() { stop(); }

void PromptStore::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "callbox-prompts");
}

void PromptStore::stop() {
    if (!thread_.joinable())
        return;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stopping_ = true;
    }
    came_.notify_one();
    thread_.join();
}

uint64_t PromptStore::cpuUs() { return thread_.joinable() ? threadCpuUs(thread_.native_handle()) : 0; }

bool PromptStore::fillFromMemory(PlayRequest &request) {
    bool complete = true;
    for (size_t i = 0; i < request.paths.size(); i++) {
        if (request.paths[i].empty())
            continue;
        FileState state;
        if (stateOf(request.paths[i], state))
            request.list->items[i].prompt = find(request.paths[i], state);
        complete = complete && request.list->items[i].prompt != nullptr;
    }
    return complete;
}

bool PromptStore::fetch(PlayRequest &&request) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (waiting_.size() >= kMaxWaiting)
            return false;
        waiting_.push_back(std::move(request));
    }
    came_.notify_one();
    return true;
}

void PromptStore::run() {
    for (;;) {
        std::vector<PlayRequest> requests;
        {
            std::unique_lock<std::mutex> lock(mutex_);
            came_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_)
                return;
            requests.swap(waiting_);
        }
        for (PlayRequest &request : requests)
            answer(request);
    }
}

void PromptStore::answer(PlayRequest &request) {
    Notice notice{};
    notice.kind = Notice::Kind::kPlayLoaded;
    notice.token = request.token;
    for (size_t i = 0; i < request.paths.size() && notice.error.empty(); i++)
        if (!request.paths[i].empty() && !request.list->items[i].prompt)
            request.list->items[i].prompt = load(request.paths[i], notice.error);
    notice.list = std::move(request.list);
    notices_.push(std::move(notice));
    noticesWake_.wake();
}

std::shared_ptr<const Prompt> PromptStore::load(const std::string &path, std::string &error) {
    FileState state;
    const bool known = stateOf(path, state); // before reading: a file that changes meanwhile is read again
    if (known)
        if (auto prompt = find(path, state))
            return prompt;
    auto prompt = media::readWav(path, error);
    if (prompt && known)
        keep(path, state, prompt);
    if (!prompt && error.empty())
        error = "cannot read " + path;
    return prompt;
}

bool PromptStore::stateOf(const std::string &path, FileState &state) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return false;
    state.modifiedNs = static_cast<int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
    state.octets = status.st_size;
    return true;
}

std::shared_ptr<const Prompt> PromptStore::find(const std::string &path, const FileState &state) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = byPath_.find(path);
    if (found == byPath_.end() || !(found->second->state == state))
        return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->prompt;
}

void PromptStore::keep(const std::string &path, const FileState &state,
                       std::shared_ptr<const Prompt> prompt) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto forget = [this](std::list<Entry>::iterator entry) {
        octets_ -= entry->prompt->alaw.size();
        byPath_.erase(entry->path);
        entries_.erase(entry);
    };
    const auto old = byPath_.find(path);
    if (old != byPath_.end())
        forget(old->second);
    octets_ += prompt->alaw.size();
    entries_.push_front(Entry{path, state, std::move(prompt)});
    byPath_[path] = entries_.begin();
    while (octets_ > kMaxOctets)
        forget(std::prev(entries_.end())); // a line that plays it still holds it
}

} // namespace callbox::engine
