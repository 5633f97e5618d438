namespace Muster.Server.Ui;

/// <summary>A value at a moment, for a chart.</summary>
/// <param name="At">Since when.</param>
/// <param name="Value">The value that stands from then on.</param>
/// <param name="Up">What was added then.</param>
/// <param name="Down">What was taken away then.</param>
public readonly record struct ChartPoint(DateTimeOffset At, long Value, long Up, long Down);
