namespace Muster.Storage.Sql;

/// <summary>
/// Keeps the thread of a page free. It draws the page and hears its clicks, one thing after the other; the embedded database works on whatever thread asks it,
/// so that without this a page could not even say that it still loads.
/// </summary>
internal static class Aside
{
    /// <summary>Does work on a thread of the pool where the caller has a context to come back to; anywhere else where it is.</summary>
    public static Task<T> RunAsync<T>(Func<Task<T>> work) => SynchronizationContext.Current is null ? work() : Task.Run(work);
}
