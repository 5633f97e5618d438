using System.Security.Cryptography;
using System.Text;
using Muster.Entra.Pages;

namespace Muster.Entra.Rounds;

/// <summary>Notices that a round runs in circles: a link that comes again, or the same page for ever under new links.</summary>
internal sealed class LinkTrail
{
    /// <summary>More pages than any tenant has: at 100 objects a page, a hundred million objects.</summary>
    public const int MaxPages = 1_000_000;

    /// <summary>How often a page with the same rows may come in a row: a repeat is documented, a hundred are a service that runs in circles.</summary>
    public const int MaxRepeats = 100;

    /// <summary>How often a page without rows may come in a row; these do come by the hundred.</summary>
    public const int MaxEmpty = 2_000;

    /// <summary>How often a page with the same rows may come in all, with others in between: several pages may go round as well as one.</summary>
    public const int MaxTimes = 1_000;

    private readonly HashSet<UInt128> _links = [];
    private readonly Dictionary<int, int> _times = [];
    private int? _lastPage;
    private int _repeats;
    private int _pages;

    /// <summary>Notes a link that is about to be followed.</summary>
    /// <exception cref="PageFormatException">It was followed before in this round.</exception>
    public void Follow(string link)
    {
        if (!_links.Add(Digest(Encoding.UTF8.GetBytes(link))))
            throw new PageFormatException("its next link has been followed before: the directory sends the same pages in a circle");
    }

    /// <summary>Notes what a page brought.</summary>
    /// <param name="fingerprint">Equal for pages with equal rows.</param>
    /// <param name="isEmpty">Whether there were none.</param>
    /// <exception cref="PageFormatException">The round will never end.</exception>
    public void Page(int fingerprint, bool isEmpty)
    {
        _repeats = fingerprint == _lastPage ? _repeats + 1 : 0;
        _lastPage = fingerprint;
        if (_repeats >= (isEmpty ? MaxEmpty : MaxRepeats))
            throw new PageFormatException($"the same page came {_repeats} times under ever new links");
        if (!isEmpty && (_times[fingerprint] = _times.GetValueOrDefault(fingerprint) + 1) >= MaxTimes)
            throw new PageFormatException($"the same page came {MaxTimes} times, with others in between, under ever new links");
        if (++_pages >= MaxPages)
            throw new PageFormatException($"the round did not end after {_pages} pages");
    }

    private static UInt128 Digest(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
