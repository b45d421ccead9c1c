//! Threads that do much work step back behind those that answer the editor.

/// How far: enough that the screen gets the processor as soon as a key comes, and little enough that polling still gets its share on
/// a busy machine.
#[cfg(target_os = "linux")]
const STEPS: i32 = 5;

/// Lowers the priority of the calling thread, where the system keeps one for each thread. Not a promise: a system that refuses does
/// no harm.
pub fn step_back() {
    #[cfg(target_os = "linux")]
    {
        // On Linux, "this process" is the calling thread alone.
        let own = rustix::process::getpriority_process(None).unwrap_or(0);
        let _ = rustix::process::setpriority_process(None, own + STEPS);
    }
}
