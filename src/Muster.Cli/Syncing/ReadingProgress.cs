using Muster.Engine.Reading;

namespace Muster.Cli.Syncing;

/// <summary>Passes progress on at once, on the thread it comes from.</summary>
internal sealed class ReadingProgress(Action<ReadProgress> report) : IProgress<ReadProgress>
{
    public void Report(ReadProgress value) => report(value);
}
