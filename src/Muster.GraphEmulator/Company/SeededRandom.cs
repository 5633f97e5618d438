namespace Muster.GraphEmulator.Company;

/// <summary>Random numbers that are the same for a seed on every machine and every version of .NET (SplitMix64).</summary>
internal sealed class SeededRandom(long seed, string purpose)
{
    private ulong _state = Start(seed, purpose);

    /// <summary>A number from 0 to just under <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number between both, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True with a probability of 0 to 1.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>From 0 to just under 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number that is <paramref name="mean"/> on average.</summary>
    public int Around(double mean) => (int)Math.Floor(mean) + (Chance(mean - Math.Floor(mean)) ? 1 : 0);

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of the items, the more often the greater its weight.</summary>
    public T PickWeighted<T>(IReadOnlyList<T> items, Func<T, int> weight)
    {
        var total = 0;
        for (var index = 0; index < items.Count; index++)
        {
            total += weight(items[index]);
        }

        var left = Below(total);
        for (var index = 0; index < items.Count; index++)
        {
            left -= weight(items[index]);
            if (left < 0)
            {
                return items[index];
            }
        }

        return items[^1];
    }

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static ulong Start(long seed, string purpose)
    {
        unchecked
        {
            return purpose.Aggregate((ulong)seed * 0x9e3779b97f4a7c15, (state, letter) => (state ^ letter) * 0x100000001b3);
        }
    }

    private ulong Next()
    {
        unchecked
        {
            var mixed = _state += 0x9e3779b97f4a7c15;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }
}
