using System.Security.Cryptography;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;
using Muster.Storage.Exceptions;
using Muster.Storage.Packing;
using Muster.Storage.Platform;

namespace Muster.Storage.Auditing;

/// <summary>SHA-256 over what one revision opened and closed in a table of intervals, in the order of that table.</summary>
/// <remarks>Computed when the intervals are written and again from the stored rows, so that a changed row shows (INV-19, INV-20).</remarks>
internal sealed class IntervalDigest : IDisposable
{
    private const int Enough = 1 << 14;

    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ByteWriter _writer = new(asStored: true);

    /// <summary>How many intervals were opened or closed.</summary>
    public long Events { get; private set; }

    public void Opened(UserVersion user)
    {
        Begin(1, user.Key);
        user.WriteTo(_writer);
    }

    public void Opened(GroupVersion group)
    {
        Begin(2, group.Key);
        group.WriteTo(_writer);
    }

    public void Opened(MembershipRelation relation, MembershipOrigin origin, int user, int via)
    {
        Begin(3, user);
        _writer.Number(((int)relation * 16) + (int)origin);
        _writer.Number(via);
    }

    /// <summary>A membership ended.</summary>
    /// <param name="relation">Member or owner.</param>
    /// <param name="origin">Whose membership it was.</param>
    /// <param name="user">Key of the user.</param>
    /// <param name="reason">Why; null for ends from before reasons were kept, whose digests know of none.</param>
    public void Closed(MembershipRelation relation, MembershipOrigin origin, int user, EndReason? reason)
    {
        Begin(reason is null ? 4 : 6, user);
        _writer.Number(((int)relation * 16) + (int)origin);
        if (reason is not { } known)
            return;
        _writer.Number((int)known.Cause);
        _writer.Number((int)known.Evidence);
    }

    /// <summary>A group became a sub-group of another, or stopped being one.</summary>
    public void Nested(int group, int child, bool opened)
    {
        Begin(opened ? 16 : 17, group);
        _writer.Number(child);
    }

    public void Opened(MembershipException exception)
    {
        Begin(7, exception.Group);
        ExceptionRows.WriteTo(_writer, exception);
    }

    public void Closed(long exception, ExceptionEnded? ended)
    {
        Begin(8, ended is null ? 0 : 1);
        _writer.Number(exception);
        _writer.Number(ended?.At.ToUnixTimeMilliseconds() ?? 0);
        _writer.Text(ended?.By);
        _writer.Text(ended?.Reason);
    }

    /// <summary>A version of the user or group with this key ended.</summary>
    public void Closed(int key) => Begin(5, key);

    public string Hex()
    {
        Flush();
        return Convert.ToHexStringLower(_sha.GetHashAndReset());
    }

    public void Dispose() => _sha.Dispose();

    private void Begin(int what, int key)
    {
        if (_writer.Written.Length > Enough)
            Flush();
        Events++;
        _writer.Number(what);
        _writer.Number(key);
    }

    private void Flush()
    {
        _sha.AppendData(_writer.Written);
        _writer.Clear();
    }
}
