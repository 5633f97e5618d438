using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Server.Groups;

/// <summary>Tells whoever watches how reading goes, at once and in order.</summary>
internal sealed class DirectoryProgress(IRunObserver observer) : IProgress<ReadProgress>
{
    /// <inheritdoc />
    public void Report(ReadProgress value) => observer.Reading(value);
}
