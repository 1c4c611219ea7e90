-- Four surveys a year in a panel of households. Answers belong to a person, so few change from one survey to the next.
create table survey_questions (question_group varchar, question varchar, answers varchar[]);
insert into survey_questions values
('values', 'price_matters', ['1', '2', '3', '4', '5']),
('values', 'origin_matters', ['1', '2', '3', '4', '5']),
('values', 'brands_matter', ['1', '2', '3', '4', '5']),
('interests', 'cooking', ['never', 'sometimes', 'often']),
('interests', 'sports', ['never', 'sometimes', 'often']),
('interests', 'gardening', ['never', 'sometimes', 'often']),
('lifestyle', 'shops_when', ['weekdays', 'weekends', 'any_day']),
('lifestyle', 'eats_out', ['never', 'sometimes', 'often']),
('lifestyle', 'plans_meals', ['no', 'partly', 'yes']);

create table survey_answers as
with responses as (
    select
        surveys.survey,
        household_id,
        concat_ws('/', surveys.survey, household_id) as response,
        surveys.opened_on
        + to_seconds(28800 + cast(43200 * draw('survey hour', response) as bigint))
        + to_days(cast(floor(12 * draw('survey day', response)) as integer)) as answered_at
    from households, (
        values
        ('2017-q1', timestamp '2017-03-01'),
        ('2017-q2', timestamp '2017-06-01'),
        ('2017-q3', timestamp '2017-09-01'),
        ('2017-q4', timestamp '2017-12-01')
    ) as surveys (survey, opened_on)
    where
        draw('panel', household_id) < 0.14
        and draw('responds', response) < 0.6
        and registered_at < answered_at
),

answers as (
    select
        *,
        concat_ws('/', household_id, question) as opinion,
        concat_ws('/', response, question) as answer,
        if(draw('opinion changes', answer) < 0.12, draw('opinion', answer), draw('opinion', opinion)) as leaning
    from responses, survey_questions
)

select
    cast(md5(concat_ws('|', 'survey response', response)) as uuid) as response_id,
    survey,
    cast(household_id as varchar) as customer_ref,
    question_group,
    question,
    answers[1 + cast(floor(len(answers) * leaning) as integer)] as answer_code,
    answered_at
from answers;
