using Muster.Core.Guarding;
using Muster.Core.Planning;

namespace Muster.Engine.Plans;

/// <summary>Shows a person what their decision does, before it is done, and says whether they want it. It may ask: nothing else is done meanwhile.</summary>
/// <param name="plan">What would be done at once.</param>
/// <param name="held">Guard rails that would hold it for somebody to approve.</param>
/// <param name="cancellationToken">Stops it.</param>
/// <returns>True to do it; false to change nothing.</returns>
public delegate Task<bool> Consented(SyncPlan plan, IReadOnlyList<GuardTrip> held, CancellationToken cancellationToken);
