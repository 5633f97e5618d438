using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Storage.Mirror;

/// <summary>A round of the groups stream.</summary>
internal sealed class GroupRound : IRound
{
    private readonly LocalIds _ids = new();
    private readonly Dictionary<ObjectId, GroupWord> _words = [];
    private readonly HashSet<ObjectId> _whole = [];
    private readonly HashSet<ObjectId> _kept = [];

    /// <summary>Whether silence about a group with hidden membership means nothing.</summary>
    public bool KeepsHidden { get; set; }

    public bool KeepsMissing { get; set; }

    public int Present => _words.Values.Count(word => word is { Gone: false, Facts: not null });

    public void KeepEdges(ObjectId group) => _kept.Add(group);

    public void TellInFull(ObjectId group)
    {
        _whole.Add(group);
        _words[group] = new GroupWord();
    }

    public void Take(DirectoryGroupChange change)
    {
        if (!_words.TryGetValue(change.Id, out var word))
            _words[change.Id] = word = new GroupWord();
        word.Take(change.Facts);
        foreach (var edge in change.Edges)
            if (edge.Kind != EdgeKind.OtherOwner)
                word.Take(edge.Kind, _ids.IndexOf(edge.Target), edge.Removed);
    }

    public Task<RoundChanges> WriteAsync(RoundTarget target, CancellationToken cancellationToken) =>
        new GroupRoundWriter(target, _words, _whole, _kept, _ids) { KeepsHidden = KeepsHidden, KeepsMissing = KeepsMissing }.WriteAsync(
            cancellationToken
        );
}
