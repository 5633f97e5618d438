namespace Muster.Testing.Fleet;

/// <summary>Quantiles of any number of amounts in little memory: exact to one percent above a hundredth, which is the least that is told apart.</summary>
public sealed class Quantiles
{
    private const double Least = 0.01;
    private static readonly double Ratio = Math.Log(1.02);
    private readonly List<long> _counts = [];

    /// <summary>Amounts so far.</summary>
    public long Count { get; private set; }

    /// <summary>All of them together, exact.</summary>
    public double Sum { get; private set; }

    /// <summary>The greatest, exact; 0 for none.</summary>
    public double Most { get; private set; }

    /// <summary>Their mean, exact; 0 for none.</summary>
    public double Mean => Count == 0 ? 0 : Sum / Count;

    /// <summary>Adds an amount of 0 or more.</summary>
    public void Add(double amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var slot = amount < Least ? 0 : 1 + (int)(Math.Log(amount / Least) / Ratio);
        while (_counts.Count <= slot)
            _counts.Add(0);
        _counts[slot]++;
        Count++;
        Sum += amount;
        Most = Math.Max(Most, amount);
    }

    /// <summary>The amount that this part of them, from 0 to 1, does not exceed; 0 for none.</summary>
    public double At(double part)
    {
        var left = (long)Math.Ceiling(part * Count);
        for (var slot = 0; slot < _counts.Count; slot++)
            if ((left -= _counts[slot]) <= 0)
                return slot == 0 ? 0 : Math.Min(Most, Least * Math.Exp((slot - 0.5) * Ratio));
        return Most;
    }
}
