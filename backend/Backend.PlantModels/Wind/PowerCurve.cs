namespace LocalEnergyMarket.Backend.PlantModels.Wind;

/// <summary>A point of a power curve.</summary>
/// <param name="Speed">m/s.</param>
/// <param name="Watts">At the standard density.</param>
public readonly record struct CurvePoint(double Speed, double Watts);

/// <summary>What a turbine gives at a wind speed: linear between points, nothing outside them.</summary>
public sealed class PowerCurve
{
    /// <summary>Where the wind begins to turn it, m/s, if nothing else is known.</summary>
    public const double UsualCutIn = 3;

    /// <summary>Where it is stopped, m/s, if nothing else is known.</summary>
    public const double UsualCutOut = 25;

    /// <summary>Power at the terminals over power of the wind, at the best.</summary>
    const double BestEfficiency = 0.42;

    /// <summary>How sharp the bend at the rated power is; wind that varies within a quarter hour rounds it.</summary>
    const double Sharpness = 8;

    const double Step = 0.25;

    readonly CurvePoint[] _points;

    /// <exception cref="PlantModelException">There are fewer than two points, their speeds do not rise, or one is negative.</exception>
    public PowerCurve(IEnumerable<CurvePoint> points)
    {
        _points = [.. points];
        if (_points.Length < 2 || _points.Any(point => point.Speed < 0 || point.Watts < 0)
            || _points.Zip(_points.Skip(1)).Any(pair => pair.First.Speed >= pair.Second.Speed))
        {
            throw new PlantModelException("A power curve needs at least two points with rising wind speeds and no negative number.");
        }
    }

    /// <summary>The highest power on the curve, W.</summary>
    public double RatedWatts => _points.Max(point => point.Watts);

    /// <summary>
    /// A curve for a turbine of which only power and rotor are known: the wind through the rotor times the usual efficiency, bent smoothly into
    /// the rated power. Turbines with much rotor for their power (low W/m²) so reach it at weaker wind.
    /// </summary>
    /// <param name="ratedWatts">W.</param>
    /// <param name="rotorDiameter">m.</param>
    public static PowerCurve Generic(double ratedWatts, double rotorDiameter)
    {
        var area = Math.PI * rotorDiameter * rotorDiameter / 4;
        var points = new List<CurvePoint> { new(UsualCutIn - Step, 0) };
        for (var speed = UsualCutIn; speed <= UsualCutOut; speed += Step)
        {
            var wind = 0.5 * AirDensity.Standard * area * Math.Pow(speed, 3) * BestEfficiency / ratedWatts;
            points.Add(new(speed, ratedWatts * Math.Pow(1 + Math.Pow(wind, -Sharpness), -1 / Sharpness)));
        }

        return new(points);
    }

    /// <summary>Power at a wind speed, W.</summary>
    public double At(double speed)
    {
        if (speed < _points[0].Speed || speed > _points[^1].Speed)
        {
            return 0;
        }

        var upper = Array.FindIndex(_points, point => point.Speed >= speed);
        if (upper == 0)
        {
            return _points[0].Watts;
        }

        var (left, right) = (_points[upper - 1], _points[upper]);
        return left.Watts + ((right.Watts - left.Watts) * (speed - left.Speed) / (right.Speed - left.Speed));
    }

    /// <summary>The curve in air of another density: the same power at other speeds, more so where the blades are pitched.</summary>
    /// <param name="density">kg/m³.</param>
    public PowerCurve InAirOf(double density) => new(_points.Select(
        point => point with { Speed = point.Speed * Math.Pow(AirDensity.Standard / density, DensityExponent(point.Speed)) }));

    /// <summary>One third up to 7.5 m/s, two thirds from 12.5 m/s, linear between them.</summary>
    static double DensityExponent(double speed) => (1 + Math.Clamp((speed - 7.5) / 5, 0, 1)) / 3;
}
